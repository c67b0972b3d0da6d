package io.angarium.server.tool.selfcheck;

/** How sure the consumers of a destination may be of what they get, whatever happens to broker and network. */
enum Promise {
    /** One consumer that stays: each message once, in the order of its producer. */
    ONCE_IN_ORDER,
    /** Several consumers with transactions: each message in one committed transaction. */
    ONCE,
    /** Several consumers: a message comes again only with JMSRedelivered, and without it in the order of its producer. */
    MARKED
}
