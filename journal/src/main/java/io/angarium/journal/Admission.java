package io.angarium.journal;

/** What a group may use of the space that is left when the disk is full. */
public enum Admission {
    /** Work that may be refused, as sends are: keeps its hands off the reserve. */
    NORMAL,
    /** Small records that make things better, as acknowledgements, commits and rollbacks are: may use the reserve too. */
    RESERVE
}
