/** Where Saxo answers: the simulation with a demo account, or the real bank. */
export type SaxoEnvironment = Readonly<{
  /** Ends in `/`. */
  apiUrl: string;
  loginUrl: string;
}>;

/** Source: developer.saxo, "Environments". */
export const SAXO_ENVIRONMENTS: Readonly<Record<"sim" | "live", SaxoEnvironment>> = {
  sim: {
    apiUrl: "https://gateway.saxobank.com/sim/openapi/",
    loginUrl: "https://sim.logonvalidation.net/",
  },
  live: {
    apiUrl: "https://gateway.saxobank.com/openapi/",
    loginUrl: "https://live.logonvalidation.net/",
  },
};
