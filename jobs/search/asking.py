"""The words with which people ask for any briefing, whatever it is about: no hit must hold them, none is a slip."""

_WORDS = """
뉴스 소식 기사 브리핑 동향 관련 관하 대하 정보 내용 자료 얘기 이야기 요약 정리 요즘 최근 지금 오늘 어제 이번주 지난주
알리 알려줘 알려주세요 보이 보여줘 찾아줘 어떻 어때 이렇 무엇 궁금 궁금하 원하
news brief articl report about any find show me tell give get want latest recent today pleas
someth anyth happen updat situat new last past month week year yesterday
나오 언제 다른 이거 그거 저거 지난달 지난해 이번달 올해 작년
있나요 있어 있어요 나왔어 뭐 무슨 어떤 대해 관해 관한 대한 하나
"""
ASKING = frozenset(_WORDS.split())
"""As they are written, and as the analyser gives them: morphemes and stems."""
