import type { Localized } from '@/lib/base/localized';
import type { NewFile } from '../state/store';

/** A case that comes with the product: public/samples/index.json lists them, made at build time from fixtures/samples.json. */
export interface Sample {
  readonly id: string;
  readonly title: Localized;
  readonly summary: Localized;
  readonly files: readonly { readonly name: string; readonly url: string; readonly bytes: number }[];
}

export async function listSamples(): Promise<readonly Sample[]> {
  const answer = await fetch('/samples/index.json');
  if (!answer.ok) return [];
  return (await answer.json()) as readonly Sample[];
}

export async function fetchSample(sample: Sample): Promise<NewFile[]> {
  return Promise.all(
    sample.files.map(async ({ name, url }) => {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return { name, blob: await answer.blob() };
    }),
  );
}
