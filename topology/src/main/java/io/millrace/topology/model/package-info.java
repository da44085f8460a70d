/** What flows between the stages: immutable, without Kafka. */
@NullMarked
package io.millrace.topology.model;

import org.jspecify.annotations.NullMarked;
