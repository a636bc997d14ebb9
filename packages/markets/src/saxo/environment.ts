/** The two Saxo environments: simulation with a demo account, and live. */
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
