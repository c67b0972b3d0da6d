package io.angarium.server.effect;

/** Record types of the effects in the journal; never reused for something else. */
final class EffectType {
    static final int BROKER_CREATED = 1;
    static final int DESTINATION_CREATED = 2;
    static final int DESTINATION_DELETED = 3;
    static final int SUBSCRIPTION_CREATED = 4;
    static final int SUBSCRIPTION_DELETED = 5;
    static final int QUEUE_PAUSED = 6;
    static final int MESSAGE_STORED = 10;
    static final int MESSAGES_REMOVED = 11;
    static final int ATTEMPTS_COUNTED = 12;
    static final int MESSAGE_ROUTED = 13;
    static final int RETRIES_DELAYED = 14;
    static final int BODY_PART_STORED = 15;
    static final int SUBSCRIPTION_FED = 16;
    static final int LIST_OPENED = 17;
    static final int TRANSACTION_COMMITTED = 20;
    static final int TRANSACTION_ROLLED_BACK = 21;
    static final int BRANCH_PREPARED = 22;
    static final int BRANCH_DECIDED = 23;
    static final int BRANCH_FORGOTTEN = 24;
    static final int SENDS_LISTED = 25;
    static final int DISPATCH_HORIZON = 30;
    static final int CLEAN_STOP = 31;
    static final int NUMBERS_USED = 40;
    static final int MESSAGE_KEPT = 41;
    static final int SEND_WINDOW_KEPT = 42;
    static final int SEND_WINDOWS_FORGOTTEN = 43;
    static final int DUPLICATE_KEY_KEPT = 44;

    static final int MESSAGES_LISTED = 45;
    static final int LIST_KEPT = 46;
    static final int MESSAGE_SPILLED = 47;
    static final int BODY_PART_KEPT = 48;
    static final int DELAYED_LIST_KEPT = 49;
    static final int SENDS_KEPT = 50;

    private EffectType() {}
}
