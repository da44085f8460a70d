/** The whole configuration as one tree of records, and the only reader of files and environment. */
@NullMarked
package io.millrace.worker.config;

import org.jspecify.annotations.NullMarked;
