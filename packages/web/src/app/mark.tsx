/** A bellwether's bell with a price line on it. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" fill="none">
      <path
        d="M16 4.5a1.8 1.8 0 0 1 1.8 1.8v.9c3.7.8 6 3.9 6 7.9v4.2l2.1 3.3a1 1 0 0 1-.9 1.6H7a1 1 0 0 1-.9-1.6l2.1-3.3v-4.2c0-4 2.3-7.1 6-7.9v-.9A1.8 1.8 0 0 1 16 4.5Z"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
      <path
        d="m10.5 19.5 3.6-4 3 2.3 4.6-5.6"
        stroke="var(--buy)"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="27" r="1.9" fill="var(--sell)" />
    </svg>
  );
}
