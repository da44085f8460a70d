package io.millrace.worker.engine.batch;

/** Why a batch was closed. */
public enum CloseReason {
  /** The lane it starts with had a whole budget of tokens waiting. */
  BUDGET,
  /** It was cut short because queries come in, which would wait too long for a full one. */
  ONLINE_WAIT,
  /** The device was idle and its oldest text had waited for the linger time. */
  LINGER,
  /** The device was idle and there is no linger time: it took what there was. */
  IDLE,
  /** The engine closes and takes no more texts. */
  DRAIN
}
