declare const brand: unique symbol;

/** A number that means one thing: `Branded<number, 'location'>` is a location's index and nothing else. */
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };
