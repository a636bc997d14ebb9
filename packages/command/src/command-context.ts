/** A stream for text, and whether it is a terminal. */
type Output = Pick<NodeJS.WriteStream, "write"> & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** The parts of the process that commands use; tests pass test doubles. */
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
  /** Sets the exit code: 0 done, 1 failed, 2 wrong usage. */
  exit: (code: number) => void;
}>;
