@NullMarked
package io.millrace.topology.port;

import org.jspecify.annotations.NullMarked;
