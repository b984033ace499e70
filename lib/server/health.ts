import { generatedBy } from '../report/version';

/** GET /api/v1/health */
export function getHealth(): Response {
  return Response.json({ ok: true, generatedBy });
}
