/** Our own mark: a house by a river. */
export function Brand({ size }: { size: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M5 15 16 6l11 9" />
      <path d="M9 13v6m14-6v6" />
      <path d="M4 23c3 0 3-2 6-2s3 2 6 2 3-2 6-2 3 2 6 2" />
      <path d="M4 28c3 0 3-2 6-2s3 2 6 2 3-2 6-2 3 2 6 2" />
    </svg>
  );
}
