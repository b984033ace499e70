import { describe, expect, it } from 'vitest';
import { noEndpoint, onlyTakes } from '@/lib/server/refusals';

const request = (path: string, init?: RequestInit) => new Request(`http://localhost:3000${path}`, init);

describe('what is no question of the API', () => {
  it('is told in JSON that there is no such endpoint', async () => {
    const response = noEndpoint(request('/api/v1/report'));
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      error: {
        code: 'bad-reference',
        message: 'there is no endpoint /api/v1/report',
        hint: 'post captures to /api/v1/reports; /api/v1/openapi.json has the others',
      },
    });
  });

  it('is told which methods the endpoint takes, in the language of the request', async () => {
    const response = onlyTakes('POST')(request('/api/v1/reports', { headers: { 'accept-language': 'zh-CN' } }));
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
    expect((await response.json()).error).toMatchObject({ code: 'bad-value', message: '该端点不接受 GET', hint: '请以 POST 发送' });
  });
});
