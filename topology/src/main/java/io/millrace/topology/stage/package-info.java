/**
 * The stages of the topology, one class each, in the order of the picture in {@code
 * EmbeddingTopology}.
 */
@NullMarked
package io.millrace.topology.stage;

import org.jspecify.annotations.NullMarked;
