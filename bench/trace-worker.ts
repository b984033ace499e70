// The command's own worker, bundled beside the bench's program.
import '@/lib/host/trace-worker';
