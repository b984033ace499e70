/** Line icons on a 16 px grid; decoration only, so that a label always stands beside them or names the button. */
const paths = {
  overview: 'M2 3h5v6H2zM9 3h5v3H9zM9 8h5v5H9zM2 11h5v2H2z',
  goroutines: 'M3 4h10M3 8h7M3 12h4M12 8v5M10 11l2 2 2-2',
  gc: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  profile: 'M2 13h12M3 13V9h4v4M5 9V5h4v8M9 7h4v6',
  trace: 'M2 4h5M9 4h5M2 8h3M7 8h7M2 12h8M12 12h2',
  compare: 'M5 3v10M2 6l3-3 3 3M11 13V3M8 10l3 3 3-3',
  guidance: 'M3 3h4a1.5 1.5 0 0 1 1 1v9a2 2 0 0 0-1.5-1H3zM13 3H9a1.5 1.5 0 0 0-1 1v9a2 2 0 0 1 1.5-1H13z',
  home: 'M2 8l6-5 6 5M4 7v6h8V7',
  plus: 'M8 3v10M3 8h10',
  share: 'M8 10V2M5 5l3-3 3 3M3 9v4h10V9',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.5 1.5M11.500 11.500L13 13M13 3l-1.500 1.500M4.500 11.500L3 13',
  moon: 'M13 9.500A5.500 5.500 0 0 1 6.500 3 5.500 5.500 0 1 0 13 9.500',
  language: 'M2 4h7M5.500 2.500V4M3 4c.5 3 3 5 5 6M8 4c-.5 3-3 5-5.500 6M8 14l3-7 3 7M9 12h4',
  keyboard: 'M1.500 4h13v8h-13zM4 6.500h.01M6.500 6.500h.01M9 6.500h.01M11.500 6.500h.01M4.500 9.500h7',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9M10.500 10.500L14 14',
  copy: 'M5 5h8v8H5zM3 10V3h7',
  download: 'M8 2v8M5 7l3 3 3-3M3 13h10',
  table: 'M2 3h12v10H2zM2 6.500h12M2 10h12M6.500 3v10',
  chart: 'M2 13h12M4 13V8M8 13V4M12 13V6',
  warning: 'M8 2l6.500 11.500h-13zM8 6.500v3.500M8 12v.01',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  left: 'M10 3L5 8l5 5',
  right: 'M6 3l5 5-5 5',
  down: 'M3 6l5 5 5-5',
  trash: 'M3 4h10M6 4V2.500h4V4M4.500 4l.5 9.500h6l.5-9.500',
  check: 'M3 8.500l3.500 3.500L13 4.500',
  link: 'M7 9l4-4M6 5l2-2a2.800 2.800 0 0 1 4 4l-2 2M10 11l-2 2a2.800 2.800 0 0 1-4-4l2-2',
  pencil: 'M3 13l.7-3L11 2.700l2.300 2.300L6 12.300z',
  minus: 'M3 8h10',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="shrink-0"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
