import manifest from '../../package.json';

/** What wrote a report: name and version of this build. */
export const generatedBy = `${manifest.name} ${manifest.version}`;
