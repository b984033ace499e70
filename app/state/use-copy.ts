'use client';

import { useCallback } from 'react';
import { useCase } from './case';
import { copyText } from './copy';
import { useText } from './preferences';

/** Copies from where nothing stays that could say so, e.g. a menu: a browser that refuses is told of above the view. */
export function useCopy(): (text: string) => void {
  const t = useText();
  const { say } = useCase();
  return useCallback((text) => void copyText(text).catch(() => say(t('frame.copyFailed'))), [say, t]);
}
