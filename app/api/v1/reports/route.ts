import { onlyTakes } from '@/lib/server/refusals';
import { postReport } from '@/lib/server/reports';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

const refused = onlyTakes('POST');

export const POST = postReport;
export { refused as DELETE, refused as GET, refused as PATCH, refused as PUT };
