package io.millrace.topology.chunk;

/**
 * A part of a text that becomes a chunk.
 *
 * @param chunkText the part, perhaps with headings in front
 * @param start index of its first char in the text
 * @param end index behind its last char
 */
record Stretch(String chunkText, int start, int end) {}
