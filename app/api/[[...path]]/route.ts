import { noEndpoint } from '@/lib/server/refusals';

export const dynamic = 'force-dynamic';

export { noEndpoint as DELETE, noEndpoint as GET, noEndpoint as PATCH, noEndpoint as POST, noEndpoint as PUT };
