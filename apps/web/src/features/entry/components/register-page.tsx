import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { PublicPage } from '@/shared/components/public-page';
import { QueryView } from '@/shared/components/query-view';
import { SelectField, TextField } from '@/shared/components/text-field';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { ProblemError } from '@/shared/problem';
import { type Region, type Registration, regionsQuery, useRegister } from '../api';
import { useEntryTexts } from '../texts';
import { RegionFields } from './region-fields';

const KINDS = [
  'enterprise',
  'university',
  'research_institute',
  'hospital',
  'testing_body',
  'government',
  'operator',
] as const;
const FORMS = [
  'enterprise',
  'public_institution',
  'private_non_enterprise',
  'government',
  'association',
] as const;
const AFFILIATIONS = ['none', 'county', 'city', 'provincial', 'central'] as const;

const EMPTY: Registration = {
  organisation: {
    nameZh: '',
    creditCode: '',
    kind: 'enterprise',
    legalForm: 'enterprise',
    affiliation: 'none',
    regionCode: '330402',
    contactName: '',
    contactPhone: '',
  },
  person: { login: '', displayName: '', password: '', email: '' },
};

type FormProps = {
  form: Registration;
  set: (form: Registration) => void;
  faultOf: (pointer: string) => string | null;
};

function OrganisationFields({ form, set, faultOf, regions }: FormProps & { regions: Region[] }) {
  const texts = useEntryTexts();
  const { organisation } = form;
  const change = (part: Partial<Registration['organisation']>) =>
    set({ ...form, organisation: { ...organisation, ...part } });
  const text = (name: 'nameZh' | 'creditCode' | 'contactName' | 'contactPhone') => (
    <TextField
      label={texts(name)}
      value={organisation[name]}
      onChange={(value) => change({ [name]: value })}
      error={faultOf(`/organisation/${name}`)}
    />
  );
  return (
    <fieldset className="stack">
      <legend>
        <h2>{texts('theOrganisation')}</h2>
      </legend>
      {text('nameZh')}
      {text('creditCode')}
      <div className="field-row">
        <SelectField
          label={texts('kind')}
          value={organisation.kind}
          options={KINDS.map((value) => ({ value, label: texts(value) }))}
          onChange={(kind) => change({ kind })}
        />
        <SelectField
          label={texts('legalForm')}
          value={organisation.legalForm}
          options={FORMS.map((value) => ({ value, label: texts(`form_${value}`) }))}
          onChange={(legalForm) => change({ legalForm })}
        />
        <SelectField
          label={texts('affiliation')}
          value={organisation.affiliation ?? 'none'}
          options={AFFILIATIONS.map((value) => ({ value, label: texts(`of_${value}`) }))}
          onChange={(affiliation) => change({ affiliation })}
        />
      </div>
      <RegionFields
        regions={regions}
        value={organisation.regionCode}
        onChange={(regionCode) => change({ regionCode })}
        error={faultOf('/organisation/regionCode')}
      />
      {text('contactName')}
      {text('contactPhone')}
    </fieldset>
  );
}

function PersonFields({ form, set, faultOf }: FormProps) {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  const { person } = form;
  const change = (part: Partial<Registration['person']>) =>
    set({ ...form, person: { ...person, ...part } });
  return (
    <fieldset className="stack">
      <legend>
        <h2>{texts('thePerson')}</h2>
      </legend>
      <TextField
        label={common('displayName')}
        value={person.displayName}
        onChange={(displayName) => change({ displayName })}
        autoComplete="name"
        error={faultOf('/person/displayName')}
      />
      <TextField
        label={common('email')}
        type="email"
        value={person.email}
        onChange={(email) => change({ email })}
        autoComplete="email"
        error={faultOf('/person/email')}
      />
      <TextField
        label={common('login')}
        value={person.login}
        onChange={(login) => change({ login })}
        autoComplete="username"
        error={faultOf('/person/login')}
      />
      <TextField
        label={common('password')}
        hint={common('passwordHint')}
        type="password"
        value={person.password}
        onChange={(password) => change({ password })}
        autoComplete="new-password"
        error={faultOf('/person/password')}
      />
    </fieldset>
  );
}

function RegisterForm({ regions }: { regions: Region[] }) {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  const register = useRegister();
  const [form, setForm] = useState(EMPTY);
  const faultOf = (pointer: string) =>
    register.error instanceof ProblemError ? (register.error.faultOf(pointer) ?? null) : null;
  if (register.isSuccess) {
    return (
      <div className="stack">
        <p className="notice notice-success" role="status">
          {texts('registered', {
            organisation: form.organisation.nameZh,
            login: form.person.login,
          })}
        </p>
        <Link to="/sign-in">{common('signIn')}</Link>
      </div>
    );
  }
  return (
    <form className="panel stack" action={() => register.mutate(form)}>
      <OrganisationFields form={form} set={setForm} faultOf={faultOf} regions={regions} />
      <PersonFields form={form} set={setForm} faultOf={faultOf} />
      {register.error && <ProblemNotice error={register.error} />}
      <Button primary type="submit" block busy={register.isPending}>
        {texts('register')}
      </Button>
    </form>
  );
}

/** 登记单位: an organisation that is new here, with its first person. */
export function RegisterPage() {
  const texts = useEntryTexts();
  const query = useQuery(regionsQuery);
  return (
    <PublicPage title={texts('registerTitle')} lead={texts('registerLead')}>
      <QueryView query={query}>{(regions) => <RegisterForm regions={regions} />}</QueryView>
    </PublicPage>
  );
}
