/**
 * What a transaction manager's recovery needs of this client, whichever transaction manager it is: a resource that connects when it is
 * scanned, and a watch that says whether scans come. Knows the API and no transaction manager; those have a package each below.
 */
@NullMarked
package io.angarium.jms.recovery;

import org.jspecify.annotations.NullMarked;
