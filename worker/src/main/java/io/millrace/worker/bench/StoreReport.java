package io.millrace.worker.bench;

/**
 * What the documents store takes, without vectors.
 *
 * @param storeBytesPerChunk of RocksDB's files, keys included
 * @param changelogBytesPerChunk of the changelog's segments
 * @param restoredPerSecond documents a second, of all partitions together
 * @param detectMicros microseconds to find that a document has not changed
 */
record StoreReport(
    StoredStates states,
    double storeBytesPerChunk,
    double changelogBytesPerChunk,
    Spread restoredPerSecond,
    ChangeDetection.Micros detectMicros,
    Machine machine) {}
