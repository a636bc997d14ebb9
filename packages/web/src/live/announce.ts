import { notices, sound } from "../settings/settings.ts";
import { arrivalWords } from "./arrival-words.ts";
import type { Arrival } from "./arrivals.ts";

/** Above this number, arrivals are combined into one notification to avoid a flood. */
const ONE_BY_ONE = 3;
const TONE_HZ = 880;
const TONE_SECONDS = 0.18;

/** Outside the page, if the trader enabled it: a system notification and a short tone. */
export function announce(arrived: readonly Arrival[]): void {
  if (arrived.length === 0) return;
  if (notices.current() === "on") notify(arrived);
  if (sound.current() === "on") playTone();
}

function notify(arrived: readonly Arrival[]): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  if (arrived.length > ONE_BY_ONE) {
    void new Notification(`${arrived.length} signals`, { icon: "/icon-192.png" });
    return;
  }
  for (const arrival of arrived) {
    const { workflow } = arrival;
    const notice = new Notification(workflow.name, {
      body: arrivalWords(arrival),
      icon: "/icon-192.png",
      // The same tag in a second tab replaces the first tab's notification.
      tag: arrival.id,
    });
    notice.addEventListener("click", () => {
      window.focus();
      window.location.assign(`/workflows/${workflow.id}`);
    });
  }
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
