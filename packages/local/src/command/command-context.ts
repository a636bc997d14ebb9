/** A stream for text, and whether it is a terminal. */
type Output = Pick<NodeJS.WriteStream, "write"> & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** What the commands use of the process; tests pass their own. */
export type CommandContext = Readonly<{
  variables: Readonly<Record<string, string | undefined>>;
  /** For results. */
  out: Output;
  /** For progress and errors, so that results can be piped. */
  err: Output;
  /** The name of the user. */
  user: string;
  /** Asks a yes-or-no question; null without a terminal. */
  confirm: ((question: string) => Promise<boolean>) | null;
  /** Sets what the process ends with: 0 done, 1 failed, 2 used wrongly. */
  exit: (code: number) => void;
}>;
