'use client';

import type { InputCard } from '@/lib/query/case';
import { useCase } from '../../state/case';
import { useUrl } from '../../state/url';

/** The name of an input, told apart from others of the same name by its place among them. */
export function inputLabel(input: InputCard, inputs: readonly InputCard[]): string {
  const same = inputs.filter((one) => one.name === input.name);
  return same.length > 1 ? `${input.name} (${same.indexOf(input) + 1})` : input.name;
}

/** The readable inputs that hold a pprof profile, and the one the address chooses (`input=`), by default the first. */
export function useProfileInputs(): { inputs: readonly InputCard[]; current: InputCard | undefined } {
  const state = useCase();
  const url = useUrl();
  const inputs = state.inputs.filter((input) => input.ok && input.parts.includes('profile'));
  const wanted = url.get('input');
  return { inputs, current: inputs.find((input) => String(input.index) === wanted) ?? inputs[0] };
}
