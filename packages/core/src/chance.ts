/** Uniform in [0, 1). */
export type Random = () => number;

/** A fresh UUID. */
export type NewId = () => string;
