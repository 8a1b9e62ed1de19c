import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const options: UserConfig = {
  plugins: [react()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    // The polyfill would be an inline script, which `script-src 'self'` refuses; every browser we serve preloads modules.
    modulePreload: { polyfill: false },
    // Inlined assets would be data: URLs, which the policy refuses as well.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
};

export default defineConfig(({ command }) => {
  // A test that builds what it is about to look at (NODE_ENV=test) must get what users get.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return options;
});
