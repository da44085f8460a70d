package io.millrace.worker.engine.batch;

/**
 * How many tokens a batch may have.
 *
 * @param budgetTokens of a full one
 * @param firstTokens of the lane that has the turn, at most the budget
 * @param fillTokens of all texts together as long as texts of other lanes are added, at most the
 *     budget
 */
record Room(int budgetTokens, int firstTokens, int fillTokens) {}
