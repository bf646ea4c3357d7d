import { createHash } from 'node:crypto';
import {
  type PaymentAccount,
  type PaymentAccountRequest,
  type PaymentAddress,
  type PaymentAddressRequest,
  type Rail,
  RailError,
  type SendInstruction,
  type Sending,
  type SendProgress,
  type SendReceipt,
} from '../../packages/gateway/src/rails/rail.ts';
import type { Life } from './crash.ts';
import type { Random } from './random.ts';

/** What the rail was asked to send, and keeps even when the gateway dies. */
export interface Sent {
  readonly instruction: SendInstruction;
  readonly receipt: SendReceipt;
  /** How it will go. */
  readonly fate: 'completed' | 'failed' | 'returned' | 'review';
}

/**
 * The world's side of money: it outlives every gateway process. It loses answers, is out of reach now and then, refuses some, and
 * holds a gateway to its word: the same id must always ask for the same thing.
 */
export class SimulatedRail implements Rail {
  readonly name = 'simulation';
  readonly sent = new Map<string, Sent>();
  /** What it was asked for a second time, differently. */
  readonly contradictions: string[] = [];
  readonly #random: Random;
  life: Life;
  /** Set when nothing more is to go wrong. */
  isReachable = false;

  constructor(random: Random, life: Life) {
    this.#random = random;
    this.life = life;
  }

  async paymentAddress(request: PaymentAddressRequest): Promise<PaymentAddress> {
    this.life.survive();
    const { network, kind = 'transparent', subject } = request;
    return { network, kind, address: `${network}:${subject.id}` };
  }

  async paymentAccount(request: PaymentAccountRequest): Promise<PaymentAccount> {
    this.life.survive();
    const { bank = 'BANK', accountName, subject } = request;
    return { bank, accountNumber: subject.id, accountName };
  }

  async send(instruction: SendInstruction): Promise<SendReceipt> {
    this.life.survive();
    this.#unreachable();
    const known = this.sent.get(instruction.id);
    if (known === undefined) this.#accept(instruction);
    else if (textOf(known.instruction) !== textOf(instruction)) {
      this.contradictions.push(`${textOf(known.instruction)} became ${textOf(instruction)}`);
    }
    this.life.survive();
    this.#unreachable();
    return this.sent.get(instruction.id)?.receipt ?? refuse();
  }

  async progress({ id, now }: Sending): Promise<SendProgress> {
    this.life.survive();
    this.#unreachable();
    const sent = this.sent.get(id);
    if (sent === undefined) throw new Error(`the gateway says ${id} was sent`);
    const elapsed = now - sent.instruction.at;
    if (elapsed < 60_000) return { state: 'sent', askAgainAt: now + 30_000 };
    if (sent.fate === 'review' && elapsed < 600_000) return { state: 'review', askAgainAt: now + 300_000 };
    if (sent.fate === 'failed') return { state: 'failed', reason: 'the bank refused' };
    if (sent.fate === 'returned' && elapsed >= 3_600_000) {
      return { state: 'returned', reason: 'the account is closed' };
    }
    const isFinal = sent.fate !== 'returned';
    return { state: 'completed', ...(!isFinal && { askAgainAt: sent.instruction.at + 3_600_000 }) };
  }

  #accept(instruction: SendInstruction): void {
    // Drawn from the id alone: the same whichever process asks, and however often.
    const draw = createHash('sha256').update(instruction.id).digest()[0] ?? 0;
    if (draw < 12) refuse();
    const fate = draw < 50 ? 'failed' : draw < 80 ? 'returned' : draw < 110 ? 'review' : 'completed';
    const receipt = { externalId: `sent-${instruction.id}`, askAt: instruction.at + 60_000 };
    this.sent.set(instruction.id, { instruction, receipt, fate });
  }

  #unreachable(): void {
    if (!this.isReachable && this.#random.chance(0.03)) throw new Error('the rail is out of reach');
  }
}

function refuse(): never {
  throw new RailError('destination_refused', 'nobody can be paid there');
}

function textOf(instruction: SendInstruction): string {
  return JSON.stringify(instruction, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}
