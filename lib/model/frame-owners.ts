/** Whose code a frame of a call tree or a leaf of a treemap is: columns and rows hold a position in this list. */
export const frameOwners = ['own', 'dependency', 'stdlib', 'runtime'] as const;
export type FrameOwner = (typeof frameOwners)[number];
