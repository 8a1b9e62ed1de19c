import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Providers } from '@/app/providers';
import { router } from '@/app/router';
import '@/app/styles/tokens.css';
import '@/app/styles/base.css';
import '@/app/styles/shell.css';
import '@/app/styles/parts.css';
import '@/app/styles/buttons.css';
import '@/app/styles/forms.css';
import '@/app/styles/sign-in.css';
import '@/app/styles/booking.css';
import '@/app/styles/orders.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html lost its #root');
createRoot(root).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
