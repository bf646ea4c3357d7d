import { countries } from 'countries-list';
import type { Option, Options } from './form.ts';

/**
 * What a payer's fields can be chosen from, as observed at the test environment. There the lists of countries and calling codes
 * are hidden from the API; ours are shown. Keys are built as the one key seen there, `bank.bankAccount.default.currency`.
 */
export const PAYER_OPTIONS: Options = {
  country: countryOptions(),
  callingCode: callingCodeOptions(),
  'payer.person.base.gender': options('Male', 'Female'),
  'payer.person.document.type': options(
    'passport',
    'national_id',
    'driving_license',
    'residence_permit',
    'tax_id',
    'address_proof',
    'other',
    'asylum_registration_card',
    'consular_id',
    'immigration_status_document',
    'indigenous_card',
    'insurance_card',
    'international_driving_license',
    'municipal_identity_card',
    'national_health_id',
    'postal_identity_card',
    'private_operators_card',
    'professional_qualification_card',
    'proof_of_citizenship',
    'residence_status_document',
    'service_id_card',
    'social_security_card',
    'visa',
    'voter_id',
    'work_permit',
  ),
  'payer.person.document.primary': options('yes', 'no'),
  'payer.person.document.expiryType': options('dated', 'indefinite'),
  'payer.person.identification.materiaType': options('drivers_license', 'national_id', 'passport', 'other'),
  'payer.person.occupationFundSource.employmentStatus': options(
    'employed',
    'self_employed',
    'unemployed',
    'student',
    'retired',
    'homemaker',
    'other',
  ),
  'payer.person.occupationFundSource.workIndustry': options(
    'BankingAndFinancialServices',
    'InvestmentAndSecurities',
    'Insurance',
    'RealEstate',
    'LegalServices',
    'AccountingAndAuditing',
    'GamingAndGambling',
    'MiningAndEnergy',
    'RetailAndECommerce',
    'HealthcareAndPharmaceuticals',
    'GovernmentAndPublicSector',
    'NonProfitAndCharity',
    'TechnologyAndSoftwareDevelopment',
    'TransportationAndLogistics',
    'HospitalityAndTourism',
  ),
  'payer.person.occupationFundSource.sourceOfIncome': options(
    'Salary',
    'Pension',
    'Investment',
    'Property',
    'FriendsAndFamily',
    'Benefits',
  ),
  'payer.person.occupationFundSource.wealthSourceCategory': options(
    'salary_savings',
    'business',
    'investment',
    'property',
    'inheritance',
    'gift',
    'other',
  ),
};

function options(...values: readonly string[]): readonly Option[] {
  return values.map((value) => ({ label: words(value), value }));
}

/** `national_id` and `RealEstate` as words: the provider's own labels are not known. */
function words(value: string): string {
  const spaced = value.replaceAll('_', ' ').replace(/(?<=[a-z])(?=[A-Z])/gu, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

/** ISO 3166-1 alpha-2, and what else is in daily use: Kosovo (XK), Ascension (AC), Tristan da Cunha (TA). */
function countryOptions(): readonly Option[] {
  return Object.entries(countries).map(([code, { name }]) => ({ label: name, value: code }));
}

/** With the plus sign. A code that several countries share, such as +1, is listed once. */
function callingCodeOptions(): readonly Option[] {
  const codes = new Set(Object.values(countries).flatMap(({ phone }) => phone));
  return [...codes]
    .sort((left, right) => left - right)
    .map((code) => ({ label: `+${code}`, value: `+${code}` }));
}
