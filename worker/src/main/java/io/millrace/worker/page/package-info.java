/** A page for a person: what the process does now, and where its documents are. */
@NullMarked
package io.millrace.worker.page;

import org.jspecify.annotations.NullMarked;
