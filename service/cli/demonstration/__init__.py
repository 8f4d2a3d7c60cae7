"""The main job from end to end, through HTTP like its users: pages for the signers, the API for the hoster's people."""
