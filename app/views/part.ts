import { type ComponentType, createElement, lazy, useState } from 'react';

/** A component whose code comes when it is needed. */
export interface Part<Props extends object> {
  readonly View: ComponentType<Props>;
  /** Fetches the code before it is shown. */
  readonly prepare: () => void;
}

/** Parts whose code did not come. React keeps a failed fetch for good: trying again takes a new one. */
const failed = new Set<() => void>();

/** Lets the parts whose code did not come be fetched anew, where they are rendered next. */
export function retryParts(): void {
  for (const renew of failed) renew();
  failed.clear();
}

/**
 * Once the code is there the component is rendered without a fallback: React holds a shown fallback for 300 ms, however soon the code comes.
 */
export function part<Props extends object>(load: () => Promise<{ readonly default: ComponentType<Props> }>): Part<Props> {
  let loaded: ComponentType<Props> | undefined;
  const fetched = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  const lazily = (): ComponentType<Props> =>
    lazy(async () => {
      try {
        return await fetched();
      } catch (error) {
        failed.add(() => {
          Lazy = lazily();
        });
        throw error;
      }
    });
  let Lazy = lazily();
  return {
    View: (props) => {
      const [Chosen] = useState<ComponentType<Props>>(() => loaded ?? Lazy);
      return createElement(Chosen, props);
    },
    // A fetch that fails is told when the part is opened.
    prepare: () => {
      if (!loaded) fetched().catch(() => undefined);
    },
  };
}
