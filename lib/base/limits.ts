/** Bounds on what one case may take. Every one can be set by the host (environment of the server, flag of the command). */
export interface Limits {
  /** Largest single input, in bytes as given. */
  readonly maxFileBytes: number;
  /** Largest size of one input after gunzip, in bytes. */
  readonly maxInflatedBytes: number;
  /** Largest ratio of inflated to compressed size, checked past the first 16 MiB of output. */
  readonly maxInflateRatio: number;
  /** Entries taken from one zip or tar.gz, and their total size when unpacked. */
  readonly maxArchiveEntries: number;
  readonly maxArchiveBytes: number;
  /** Files in one case. */
  readonly maxFiles: number;
}

/**
 * 1 GiB of profile text or trace is past what a laptop analyses within the stated memory; deflate cannot pack real
 * profiles beyond about 1:100, while its own ceiling is 1:1032.
 */
export const defaultLimits: Limits = {
  maxFileBytes: 1024 * 1024 * 1024,
  maxInflatedBytes: 1024 * 1024 * 1024,
  maxInflateRatio: 250,
  maxArchiveEntries: 1000,
  maxArchiveBytes: 1024 * 1024 * 1024,
  maxFiles: 1000,
};
