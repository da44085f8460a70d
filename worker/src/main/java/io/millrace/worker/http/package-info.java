/** The server: connections, limits, TLS and who may come in. Knows nothing of vectors. */
@NullMarked
package io.millrace.worker.http;

import org.jspecify.annotations.NullMarked;
