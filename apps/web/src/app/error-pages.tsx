import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { ForbiddenPage } from './guards';
import { useAppTexts } from './texts';

function HomeLink() {
  const texts = useAppTexts();
  return (
    <Link to="/" className="chip">
      {texts('home')}
    </Link>
  );
}

/** Shown for an address that no page answers. */
export function NotFoundPage() {
  const texts = useAppTexts();
  return (
    <Page title={texts('notFoundTitle')}>
      <Empty title={texts('notFoundTitle')} why={texts('notFoundWhy')} action={<HomeLink />} />
    </Page>
  );
}

/** Shown when a page may not be seen by this person, or failed while it was opened. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const texts = useAppTexts();
  const common = useCommonTexts();
  if (error instanceof ForbiddenPage) {
    return (
      <Page title={texts('forbiddenTitle')}>
        <Empty title={texts('forbiddenTitle')} why={texts('forbiddenWhy')} action={<HomeLink />} />
      </Page>
    );
  }
  return (
    <Page title={texts('failedTitle')}>
      <ProblemNotice error={error instanceof Error ? error : new Error(String(error))}>
        <div className="row">
          <Button onClick={reset}>{common('retry')}</Button>
          <HomeLink />
        </div>
      </ProblemNotice>
    </Page>
  );
}

/** The same outside of the frame, when not even the person could be loaded. */
export function ErrorPageAlone(props: ErrorComponentProps) {
  return (
    <main className="shell-main">
      <ErrorPage {...props} />
    </main>
  );
}
