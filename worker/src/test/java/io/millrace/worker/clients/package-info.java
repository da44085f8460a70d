/** Tests with the clients that people have, against a whole server. */
@NullMarked
package io.millrace.worker.clients;

import org.jspecify.annotations.NullMarked;
