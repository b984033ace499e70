import type { EvidenceLink } from '../../model/finding';
import { reportedFile } from './names';

/** The source view of a profile at a line: how a finding shows its evidence on the page. */
export function lineLink(input: number, sampleType: string, file: string, line: number): EvidenceLink {
  return {
    view: 'profile',
    params: {
      input: String(input),
      type: sampleType,
      tab: 'source',
      ...(file !== '' && { 'source-file': reportedFile(file), 'source-line': String(line) }),
    },
  };
}
