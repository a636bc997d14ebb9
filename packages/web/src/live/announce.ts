import { notices, sound } from "../settings/settings.ts";
import { arrivalWords } from "./arrival-words.ts";
import type { Arrival } from "./arrivals.ts";

/** Above this number, arrivals are combined into one notification to avoid a flood. */
const ONE_BY_ONE = 3;
const TONE_HZ = 880;
const TONE_SECONDS = 0.18;

/** Tabs get to know within this time of each other. */
const TOLD_FOR_MS = 5_000;

/** Outside the page, if the trader enabled it: a system notification and a short tone, from one of the
 *  browser's tabs. */
export function announce(arrived: readonly Arrival[]): void {
  if (notices.current() === "off" && sound.current() === "off") return;
  void tell(arrived);
}

async function tell(arrived: readonly Arrival[]): Promise<void> {
  const mine = await firstToTell(arrived);
  const [newest] = mine;
  if (newest === undefined) return;
  if (notices.current() === "on") notify(mine, newest);
  if (sound.current() === "on") playTone();
}

/** The arrivals that no other tab has taken. Web Locks need a secure context, which an address in the
 *  local network is not: there, each tab tells. */
async function firstToTell(arrived: readonly Arrival[]): Promise<readonly Arrival[]> {
  if (!("locks" in navigator)) return arrived;
  const taken = await Promise.all(arrived.map(({ id }) => take(`bellwether.told.${id}`)));
  return arrived.filter((_, nth) => taken[nth]);
}

/** Takes a lock for a few seconds. Resolves at once with whether it was free. */
function take(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      resolve(lock !== null);
      if (lock !== null) await new Promise((end) => setTimeout(end, TOLD_FOR_MS));
    });
  });
}

function notify(arrived: readonly Arrival[], newest: Arrival): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  if (arrived.length > ONE_BY_ONE) {
    show(`${arrived.length} signals`, { tag: newest.id }, "/signals");
    return;
  }
  for (const arrival of arrived) {
    const { id, workflow } = arrival;
    show(workflow.name, { body: arrivalWords(arrival), tag: id }, `/workflows/${workflow.id}`);
  }
}

/** A click leads to `path`. Where tabs cannot agree, the same tag in a second tab replaces the first
 *  tab's notification. */
function show(title: string, options: NotificationOptions, path: string): void {
  const notice = new Notification(title, { ...options, icon: "/icon-192.png" });
  notice.addEventListener("click", () => {
    window.focus();
    window.location.assign(path);
  });
}

function playTone(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = TONE_HZ;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TONE_SECONDS);
  tone.addEventListener("ended", () => void audio.close());
}
