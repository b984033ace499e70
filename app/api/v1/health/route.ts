import { getHealth } from '@/lib/server/health';
import { onlyTakes } from '@/lib/server/refusals';

export const dynamic = 'force-dynamic';

const refused = onlyTakes('GET');

export const GET = getHealth;
export { refused as DELETE, refused as PATCH, refused as POST, refused as PUT };
