import { fileURLToPath } from 'node:url';
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from 'next/constants.js';
import { copySamples } from './app/home/copy-samples.mjs';

/** Headers that hold for every answer; the content security policy of pages is set in proxy.ts, with its nonce. */
const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
];

/** A worker runs under the policy of its own script: the same origin and nothing else. */
const staticPolicy = {
  key: 'Content-Security-Policy',
  value: "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'",
};

/**
 * Nothing of the page may reach another host: the policies name only the page's own origin.
 * @type {import('next').NextConfig}
 */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // The long package tries to compile WebAssembly, which the policy of pages refuses and browsers report. Nothing reads 64 bits through it.
  turbopack: { resolveAlias: { long: './lib/host/no-long.cjs' } },
  async headers() {
    return [
      { source: '/:path*', headers },
      { source: '/_next/static/:path*', headers: [staticPolicy] },
    ];
  },
};

/** @param {string} phase */
export default function config(phase) {
  if (phase === PHASE_PRODUCTION_BUILD || phase === PHASE_DEVELOPMENT_SERVER) copySamples(fileURLToPath(new URL('.', import.meta.url)));
  return nextConfig;
}
