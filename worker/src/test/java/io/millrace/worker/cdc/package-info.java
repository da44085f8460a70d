/** Follows the rows of a real PostgreSQL through a real Debezium to their vectors. */
@NullMarked
package io.millrace.worker.cdc;

import org.jspecify.annotations.NullMarked;
