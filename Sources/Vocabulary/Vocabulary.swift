// The Vocabulary room.
