/** Node's codes for a connection or a TLS handshake that failed. Not ECONNRESET: a connection can be
 *  reset when the message was sent. */
const NEVER_CONNECTED =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT|ERR_SSL|ERR_TLS|UNABLE_TO_|CERT|certificate/;

/** Whether an error, or one that caused it, says that no connection was made, so that nothing was sent.
 *  Where several addresses were tried, the error has a code and no message; nodemailer gives Node's code
 *  as `originalCode`. */
export function neverConnected(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, originalCode } = cause as { code?: unknown; originalCode?: unknown };
    const texts = [code, originalCode, cause.message];
    if (texts.some((text) => NEVER_CONNECTED.test(String(text)))) return true;
  }
  return false;
}
