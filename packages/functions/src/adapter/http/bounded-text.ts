/** Message services respond with a few kilobytes. */
export const MAX_ANSWER_BYTES = 65_536;

/** A body as text; null when it is longer than `MAX_ANSWER_BYTES`, of which the rest is not read. */
export async function boundedText(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null,
): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
