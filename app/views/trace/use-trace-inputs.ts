'use client';

import type { InputCard } from '@/lib/query/case';
import { useCase } from '../../state/case';
import { useUrl } from '../../state/url';

/** The readable inputs that hold an execution trace, and the one the address chooses (`input=`), by default the first. */
export function useTraceInputs(): { inputs: readonly InputCard[]; current: InputCard | undefined } {
  const state = useCase();
  const url = useUrl();
  const inputs = state.inputs.filter((input) => input.ok && input.parts.includes('trace'));
  const wanted = url.get('input');
  return { inputs, current: inputs.find((input) => String(input.index) === wanted) ?? inputs[0] };
}
