/** Everything that lets Millrace run on one machine with nothing installed next to it. */
@NullMarked
package io.millrace.worker.local;

import org.jspecify.annotations.NullMarked;
