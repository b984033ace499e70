/**
 * Nothing of the page may reach another host: the policy names only the page's own origin.
 * `unsafe-inline` for scripts is avoided by the per-request nonce set in proxy.ts.
 * @type {import('next').NextConfig}
 */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default nextConfig;
