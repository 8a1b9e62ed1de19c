import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type DragEvent } from 'react';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useImportLedger } from '../api';
import { useRegistryTexts } from '../texts';

/** Takes an asset ledger by click, key or drop, and leads to the page of its import. */
export function LedgerUpload() {
  const texts = useRegistryTexts();
  const common = useCommonTexts();
  const navigate = useNavigate();
  const upload = useImportLedger();
  const id = useId();
  const [isOver, setOver] = useState(false);
  const send = (file: File | undefined) => {
    if (!file) return;
    upload.mutate(file, {
      onSuccess: ({ runId }) => void navigate({ to: '/lab/imports/$runId', params: { runId } }),
    });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    send(event.dataTransfer.files[0]);
  };
  return (
    <div className="stack-tight">
      <label
        htmlFor={id}
        className={isOver ? 'drop drop-over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <strong>{upload.isPending ? common('loading') : texts('import')}</strong>
        <span className="muted small">{texts('importHint')}</span>
        <input
          id={id}
          type="file"
          accept=".xlsx,.xls,.csv"
          disabled={upload.isPending}
          onChange={(event) => {
            send(event.target.files?.[0]);
            event.target.value = ''; // the same file may be chosen again after a correction
          }}
        />
      </label>
      {upload.error && <ProblemNotice error={upload.error} />}
    </div>
  );
}
