/** Thrown where a generation, decoded by itself, does not follow from the one before: the trace has to be read in sequence. */
export class StitchError extends Error {}
