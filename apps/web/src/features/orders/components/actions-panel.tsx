import { useState } from 'react';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ReasonSheet } from '@/shared/components/reason-sheet';
import { toast } from '@/shared/components/toast';
import { useActionTexts } from '../action-texts';
import { asksFor, sortActions, useOrderAction, type SimpleAction } from '../actions';
import type { Order } from '../api';

/** Ready reasons, by the action they are given for. */
const PHRASES = {
  dispute: ['disputePhrase1', 'disputePhrase2', 'disputePhrase3'],
  cancel: ['cancelPhrase1', 'cancelPhrase2'],
  reject: ['rejectPhrase1', 'rejectPhrase2'],
} as const;

const phrasesFor = (action: SimpleAction) =>
  action in PHRASES ? PHRASES[action as keyof typeof PHRASES] : [];

/** Buttons for what can be done with a press or a reason; the first is the one that brings the order on. */
function Buttons({ order, actions }: { order: Order; actions: SimpleAction[] }) {
  const texts = useActionTexts();
  const command = useOrderAction(order, (action) =>
    toast(texts('done', { action: texts(action) })),
  );
  const [asked, setAsked] = useState<SimpleAction | null>(null);
  const take = (action: SimpleAction, reason?: string) =>
    command.mutate({ action, ...(reason && { reason }) }, { onSuccess: () => setAsked(null) });
  const press = (action: SimpleAction) => {
    command.reset();
    if (asksFor(action) === 'nothing') take(action);
    else setAsked(action);
  };
  return (
    <>
      {command.error && !asked && <ProblemNotice error={command.error} />}
      <div className="row">
        {actions.map((action, index) => (
          <Button
            key={action}
            primary={index === 0 && asksFor(action) === 'nothing'}
            busy={command.isPending && command.variables.action === action}
            onClick={() => press(action)}
          >
            {texts(action)}
          </Button>
        ))}
      </div>
      {asked && (
        <ReasonSheet
          title={texts('why', { action: texts(asked) })}
          phrases={phrasesFor(asked).map((phrase) => texts(phrase))}
          required={asksFor(asked) === 'reason'}
          busy={command.isPending}
          error={command.error}
          onSubmit={(reason) => take(asked, reason)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

/** 下一步: what its reader can do with the order now; nothing where it is not their turn. */
export function ActionsPanel({ order }: { order: Order }) {
  const texts = useActionTexts();
  const { here, elsewhere } = sortActions(order.allowedActions);
  if (here.length + elsewhere.length === 0) return null;
  const named = elsewhere.map((action) => texts(action)).join(texts('and'));
  return (
    <section className="panel stack" aria-labelledby="next">
      <h2 id="next">{texts('title')}</h2>
      {here.length > 0 && <Buttons order={order} actions={here} />}
      {named && <p className="muted small">{texts('elsewhere', { actions: named })}</p>}
    </section>
  );
}
